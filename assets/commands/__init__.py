"""Commands of the command line, one file a group; ``assets.cli`` registers them. Nothing heavy is imported here."""
