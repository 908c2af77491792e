"""The engine: exact questions to any model of what goes together. It knows nothing of products, markets or words."""
