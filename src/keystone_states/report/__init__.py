"""Study result to HTML, Markdown, JSON, figures and citations. No arithmetic here: numbers come from the study."""
