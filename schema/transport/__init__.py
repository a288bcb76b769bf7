"""The two doors of `/graphql`: HTTP and the WebSocket protocol, with their limits and queues."""
