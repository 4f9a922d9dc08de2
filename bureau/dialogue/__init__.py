"""What a message means in a conversation: plain values in, plain values out.

`decide` says what a message does where the conversation stands; the other modules read
what it tells (a report, a patrol point, a question about air or water, an alert).
"""
