"""What the coach says in a call that goes wrong, word for word, for scenarios and their tests."""

FIRST_OF_CRISIS = "Thank you for telling me, Sam; it matters, and I am glad you said it."
HELP = (
    "If you can, call or text a crisis line; findahelpline.com lists one near you, and in danger "
    "call nine nine nine."
)
EXCUSE = "Sorry, I lost the thread for a moment."
