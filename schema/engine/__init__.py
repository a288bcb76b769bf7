"""How an operation is read, priced and executed: the same few steps for every document, and no domain among them."""
