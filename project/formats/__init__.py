"""How a language writes dates, where Django's own way can be misread."""
