"""The words of the house: what services say to each other and what programme files may hold."""
