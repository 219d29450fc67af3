"""The sandbox's AWS API: moto, and what moto lacks or answers wrongly for the services this platform uses."""
