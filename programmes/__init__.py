"""Programme files: one folder per alliance or body, read and checked by `programmes.files`."""
