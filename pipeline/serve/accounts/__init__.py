"""Who may sign in, who is signed in, who guesses."""
