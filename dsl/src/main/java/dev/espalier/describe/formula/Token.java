package dev.espalier.describe.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One word or sign of a formula's text, with the number of its line. */
record Token(Kind kind, String text, int line, int at) {
  private static final Pattern ANY =
      Pattern.compile(
          "(?<GAP>[ \\r]+|#[\\x20-\\x7e]*)"
              + "|(?<END>\\n)"
              + "|(?<NUMBER>(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?(?![A-Za-z0-9_]))"
              + "|(?<NAME>[A-Za-z_][A-Za-z0-9_]*)"
              + "|(?<STRING>\"[\\x20-\\x7e&&[^\"\\\\]]*\"|'[\\x20-\\x7e&&[^'\\\\]]*')"
              + "|(?<SIGN>\\*\\*(?!=)|//(?!=)|<<(?!=)|>>(?!=)|[<>=!]=|[-+*/%@&|^](?![=>])|[()\\[\\],:.<>=~])");

  /** What a token is. */
  enum Kind {
    GAP,
    END,
    NUMBER,
    NAME,
    STRING,
    SIGN
  }

  boolean is(String sign) {
    return text.equals(sign) && kind != Kind.STRING;
  }

  /** Gives the end of the token in its text. */
  int end() {
    return at + text.length();
  }

  /**
   * Gives the tokens of a text without gaps.
   *
   * @param refused gives the error of what is no token: its line and what begins there
   */
  static List<Token> allOf(String text, Function<String, ? extends RuntimeException> refused) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = ANY.matcher(text);
    int line = 1;
    for (int at = 0; at < text.length(); at = matcher.end()) {
      matcher.region(at, text.length());
      if (!matcher.lookingAt()) {
        String rest = text.substring(at, Math.min(at + 8, text.length()));
        throw refused.apply(rest.lines().findFirst().orElse(rest));
      }
      for (Kind kind : Kind.values()) {
        if (kind != Kind.GAP && matcher.group(kind.name()) != null) {
          tokens.add(new Token(kind, matcher.group(), line, at));
        }
      }
      line += matcher.group(Kind.END.name()) == null ? 0 : 1;
    }
    return tokens;
  }
}
