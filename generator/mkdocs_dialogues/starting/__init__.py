"""Starting: a site in an empty folder, a transcript in a site."""
