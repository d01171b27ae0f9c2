"""What is covered in a municipality, for whom, and how much of that anybody has asked about."""
