"""What the portal decides, without looking anywhere."""
