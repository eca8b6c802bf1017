"""The ground: what every room stands on. It speaks no service word."""
