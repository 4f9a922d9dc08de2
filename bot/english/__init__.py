"""What is said to whoever writes English: sentences of their own, and facts put into English."""
