/* Every element is an improvement of plain HTML that works without it. */
import "./theme.js";
import "./auto-submit.js";
import "./code-field.js";
import "./copy-button.js";
import "./dialog-opener.js";
import "./keyboard-shortcuts.js";
import "./passkey.js";
import "./password-field.js";
import "./pop-up-menu.js";
import "./quantity-field.js";
import "./save-bar.js";
import "./send-on.js";
import "./submit-once.js";
import "./toast-note.js";
