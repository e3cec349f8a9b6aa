"""`python -m tools.echo`: writes the Echo figure."""

from tools.echo.figure import main

main()
