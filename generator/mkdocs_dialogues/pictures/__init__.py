"""Pictures of the collection: what is counted, and how it is drawn. Without script, and the same bytes each time."""
