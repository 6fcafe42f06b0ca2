"""What a request says: who sends it, its parameters, its body. Nothing here acts on it."""
