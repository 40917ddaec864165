"""Tables of the network service, room by room."""
