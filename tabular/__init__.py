"""Tables that people send, CSV or XLSX, read with one tolerance and answered in the same words."""
