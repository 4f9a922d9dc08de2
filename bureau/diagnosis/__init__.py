"""第七诊所: a month's diagnosis of the city, each county and each town, frozen when it is made."""
