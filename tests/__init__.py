"""What holds for the whole product: rules of the house, people for tests, journeys in a browser, abuse, crashes."""
