"""What is imported: archives, streams, and the command."""
