"""Step six, render: kept blocks become text, Markdown, HTML or JSON; all blocks become explanations."""
