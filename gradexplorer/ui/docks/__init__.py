"""The side panels: passive widgets that take plain data and tell by signals what a person did."""
