package dev.espalier.describe.formula;

import dev.espalier.describe.problem.Shown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules that a formula's text keeps, looked at word by word, without LibTorch. */
final class Scan {
  private static final Pattern INPUT = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
  // A recurrent layer has four parameters for each of its layers.
  private static final int MOST_INPUTS = 5_000;
  private static final int LONGEST = 200_000;
  // LibTorch reads a statement by recursion, on the stack of a Java thread.
  private static final int MOST_OF_STATEMENT = 400;
  private static final int DEEPEST = 32;
  private static final Set<String> WORDS =
      Set.of(
          "if", "elif", "else", "return", "and", "or", "not", "is", "in", "True", "False", "None");
  private static final Set<String> GLOBALS =
      Set.of(
          "torch",
          "int",
          "float",
          "bool",
          "len",
          "min",
          "max",
          "abs",
          "round",
          "annotate",
          "List",
          "Tuple",
          "Optional",
          "Tensor");
  // Files and other effects; gradients, which belong to the caller; numbers of the engine's
  // generator, which no checkpoint holds.
  private static final Pattern NO_ARITHMETIC =
      Pattern.compile(
          "ops|from_file|save|load|pickle.*|warn|print|format|jit|classes|fork|wait|storage|data"
              + "|autograd|backward|grad|retain_grad|register_hook|detach_copy|manual_seed|seed"
              + "|set|set_.*|resize|resize_as|share_memory|.*rand|rand.*|normal|bernoulli"
              + "|multinomial|poisson|binomial|.*dropout.*|rrelu.*|geometric|uniform|exponential"
              + "|cauchy|log_normal|random|numpy|tolist|__.*|.*__.*");

  private final String name;
  private final List<String> inputs;
  private final boolean own;
  private final Set<String> known;

  /**
   * Looks at texts over some inputs.
   *
   * @param own whether it is a slope, which only Java brings: it may work in place on what it made
   */
  Scan(String name, List<String> inputs, boolean own) {
    this.name = name;
    this.inputs = inputs;
    this.own = own;
    this.known = new HashSet<>(inputs);
    if (inputs.size() > MOST_INPUTS || known.size() < inputs.size()) {
      throw refused(
          "its inputs are %s".formatted(inputs),
          "different ones, at most " + MOST_INPUTS,
          "other names");
    }
    for (String input : inputs) {
      boolean taken = WORDS.contains(input) || GLOBALS.contains(input) || input.contains("__");
      if (taken || !INPUT.matcher(input).matches()) {
        throw refused(
            "an input is called '%s'".formatted(Shown.name(input)),
            "a letter, then letters, digits and '_', and no word of TorchScript",
            "'x'");
      }
    }
    known.addAll(GLOBALS);
  }

  /** Refuses a text that breaks a rule. */
  void require(String text) {
    if (text.length() > LONGEST) {
      throw refused(
          "its text has %s characters".formatted(text.length()),
          "at most " + LONGEST,
          "a shorter one");
    }
    List<Token> tokens =
        Token.allOf(
            text,
            found ->
                refused(
                    "its text has '%s'".formatted(Shown.name(found)),
                    "names, numbers, signs of arithmetic and plain \"texts\"",
                    "one of inputs " + inputs));
    List<List<Token>> statements = statements(tokens);
    if (statements.isEmpty()) {
      throw refused("its text is empty", "an expression", "'%s'".formatted(first()));
    }
    statements.forEach(this::takeNames);
    for (List<Token> statement : statements) {
      for (int i = 0; i < statement.size(); i++) {
        require(statement, i);
      }
    }
    List<Token> last = statements.get(statements.size() - 1);
    if (statements.size() > 1 && !last.get(0).is("return")) {
      throw refused(
          "its text has %s statements and the last is no return".formatted(statements.size()),
          "lines that end in return",
          "'return %s'".formatted(last.get(0).text()));
    }
    if (statements.size() == 1 && assignment(last) >= 0) {
      throw refused("its text gives nothing", "an expression", "what follows '='");
    }
  }

  /** Gives the tokens by statement: a line, or several within brackets. */
  private List<List<Token>> statements(List<Token> tokens) {
    List<List<Token>> statements = new ArrayList<>();
    List<Token> open = new ArrayList<>();
    int depth = 0;
    for (Token token : tokens) {
      if (token.is("(") || token.is("[")) {
        depth++;
      } else if (token.is(")") || token.is("]")) {
        depth--;
      }
      if (depth < 0 || depth > DEEPEST) {
        throw refused(
            "line %s has '%s'".formatted(token.line(), token.text()),
            "pairs of brackets, at most %s within one another".formatted(DEEPEST),
            "more lines");
      }
      if (token.kind() != Token.Kind.END) {
        open.add(token);
      } else if (depth == 0 && !open.isEmpty()) {
        statements.add(open);
        open = new ArrayList<>();
      }
      if (open.size() > MOST_OF_STATEMENT) {
        throw refused(
            "line %s is part of a statement of more than %s words and signs"
                .formatted(token.line(), MOST_OF_STATEMENT),
            "fewer",
            "names for its parts, in lines of their own");
      }
    }
    if (depth != 0) {
      throw refused("its text ends within a bracket", "')' or ']'", "to close it");
    }
    if (!open.isEmpty()) {
      statements.add(open);
    }
    return statements;
  }

  /** Takes the names that a statement assigns to. */
  private void takeNames(List<Token> statement) {
    int assignment = assignment(statement);
    for (int i = 0; i < assignment; i++) {
      Token token = statement.get(i);
      boolean newName =
          token.kind() == Token.Kind.NAME
              && !GLOBALS.contains(token.text())
              && !WORDS.contains(token.text())
              && INPUT.matcher(token.text()).matches();
      if (!newName && !token.is(",") && !token.is("(") && !token.is(")")) {
        throw refused(
            "line %s assigns to '%s'".formatted(token.line(), token.text()),
            "new names before '='; no value is changed in place",
            "'y = ...'");
      }
      if (newName) {
        known.add(token.text());
      }
    }
  }

  /** Gives the place of the sign that assigns, -1 if there is none. */
  private static int assignment(List<Token> statement) {
    int depth = 0;
    for (int i = 0; i < statement.size(); i++) {
      Token token = statement.get(i);
      depth += token.is("(") || token.is("[") ? 1 : token.is(")") || token.is("]") ? -1 : 0;
      if (depth == 0 && token.is("=")) {
        return i;
      }
    }
    return -1;
  }

  private void require(List<Token> statement, int place) {
    Token token = statement.get(place);
    Token before = place == 0 ? null : statement.get(place - 1);
    Token after = place + 1 == statement.size() ? null : statement.get(place + 1);
    if (token.kind() == Token.Kind.STRING) {
      boolean alone =
          (before == null || before.kind() == Token.Kind.SIGN)
              && (after == null || after.kind() == Token.Kind.SIGN);
      if (!alone) {
        throw refused(
            "line %s has %s beside another word".formatted(token.line(), token.text()),
            "a sign between them",
            "a comma");
      }
    }
    if (token.is("%")) {
      throw refused(
          "line %s has '%%'".formatted(token.line()),
          "operators that no number ends the process of",
          "torch.remainder(x, ...)");
    }
    if (token.kind() != Token.Kind.NAME) {
      return;
    }
    if (before != null && before.is(".")) {
      requireAttribute(token);
    } else if (after != null && after.is("=") && assignment(statement) != place + 1) {
      if (token.is("out")) {
        throw refused(
            "line %s has 'out='".formatted(token.line()), "no change in place", "without it");
      }
    } else if (!WORDS.contains(token.text()) && !known.contains(token.text())) {
      throw refused(
          "line %s has '%s'".formatted(token.line(), Shown.name(token.text())),
          "one of its inputs %s, a name of a line before, or torch".formatted(inputs),
          "'%s'".formatted(first()));
    }
  }

  private void requireAttribute(Token token) {
    String word = token.text();
    boolean hidden = !own && (word.startsWith("_") || word.endsWith("_"));
    if (hidden || NO_ARITHMETIC.matcher(word).matches()) {
      throw refused(
          "line %s has '.%s'".formatted(token.line(), Shown.name(word)),
          "operators that compute from tensors and do nothing else, and are the same each time",
          word.endsWith("_") && !word.contains("__")
              ? "'.%s', which changes nothing in place"
                  .formatted(word.substring(0, word.length() - 1))
              : "torch's arithmetic");
    }
  }

  private String first() {
    return inputs.isEmpty() ? "torch.zeros([1])" : inputs.get(0);
  }

  private IllegalArgumentException refused(String found, String needed, String advice) {
    return new IllegalArgumentException(
        "formula %s: %s, needed %s. Try %s.".formatted(name, found, needed, advice));
  }
}
