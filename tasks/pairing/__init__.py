"""What the step ``pair`` knows: where texts lie about a figure, what speaks for a match, who gets whom."""
