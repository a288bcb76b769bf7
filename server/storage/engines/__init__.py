"""The two cancel-safe engines. Tortoise finds each by its module's `client_class`."""
