"""Whether a store is whole, and carrying one into another."""
