"""What the dashboard decides by itself: how long a session lives, and which word a state bears."""
