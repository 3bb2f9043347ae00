"""The picture that a link to a dialogue brings along where it is shared: drawn here, without the network."""
