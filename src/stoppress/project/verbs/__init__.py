"""What the command line can do, a file for each group of verbs; each function takes what was typed."""
