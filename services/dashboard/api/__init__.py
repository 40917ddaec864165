"""The doors that administrators open: pages, forms and the live stream."""
