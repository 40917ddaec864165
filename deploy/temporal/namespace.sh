#!/bin/sh
# Make the namespace of the house, when it is not there yet.
set -eu
temporal operator namespace describe --namespace default >/dev/null 2>&1 ||
	temporal operator namespace create --namespace default --retention 2160h
