package dev.espalier.examples.messages;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Something that a user may do wrong, and that the library refuses.
 *
 * @param deed what the user did, as one line of Java or a short sentence
 * @param attempt does it
 */
record Message(String deed, ThrowingCallable attempt) {
  private static final Pattern FOLDER =
      Pattern.compile(Pattern.quote(System.getProperty("java.io.tmpdir")) + "/[\\w.-]+");

  /** Gives the message with which it is refused; temporary folders are shown as FOLDER. */
  String text() {
    Throwable refusal = catchThrowable(attempt);
    if (refusal == null) {
      throw new AssertionError("not refused: " + deed);
    }
    if (!refusal.getClass().getName().startsWith("dev.espalier.")
        && !(refusal instanceof IllegalArgumentException)) {
      throw new AssertionError("refused by an accident: " + deed, refusal);
    }
    return FOLDER
        .matcher(String.valueOf(refusal.getMessage()))
        .replaceAll(Matcher.quoteReplacement("FOLDER"));
  }
}
