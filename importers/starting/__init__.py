"""What a store begins with: what the product ships, the demo, and the start kit of a municipality."""
