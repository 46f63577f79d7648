package dev.espalier.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One function of a {@link Script}'s source.
 *
 * @param name its name
 * @param parameters what it takes
 * @param result the type that it gives
 * @param body the lines after the first
 */
record Signature(String name, List<Parameter> parameters, String result, String body) {
  private static final Pattern FUNCTION =
      Pattern.compile(
          "^def\\s+(\\w+)\\s*\\(([^)]*)\\)\\s*->\\s*([^:]+):(.*?)(?=^def\\s|\\z)",
          Pattern.MULTILINE | Pattern.DOTALL);

  /** One parameter, as written: {@code x: Tensor}. */
  record Parameter(String name, String type) {
    @Override
    public String toString() {
      return name + ": " + type;
    }
  }

  /** Gives the functions of a source by name, in its order. */
  static Map<String, Signature> allOf(String source) {
    Map<String, Signature> signatures = new LinkedHashMap<>();
    Matcher matcher = FUNCTION.matcher(source);
    while (matcher.find()) {
      Signature signature =
          new Signature(
              matcher.group(1),
              parametersOf(matcher.group(2)),
              matcher.group(3).strip(),
              matcher.group(4).stripTrailing());
      if (signatures.put(signature.name(), signature) != null) {
        throw new IllegalArgumentException(
            "script: the function %s is there twice. Try another name."
                .formatted(signature.name()));
      }
    }
    if (signatures.isEmpty()) {
      throw new IllegalArgumentException(
          "script: the source has no function. Try 'def name(x: Tensor) -> Tensor:' at a line's beginning.");
    }
    return signatures;
  }

  /** Gives the function as a method of a module. */
  String method() {
    return "def %s(%s) -> %s:%s".formatted(name, declared(false), result, body);
  }

  /** Gives the name of the method that takes numbers as text. */
  String wrapperName() {
    return name + "__text";
  }

  /** Gives the method that takes numbers as text, reads them, and calls the function. */
  String wrapper() {
    String arguments = parameters.stream().map(Signature::read).collect(Collectors.joining(", "));
    return "def %s(%s) -> %s:\n  return self.%s(%s)"
        .formatted(wrapperName(), declared(true), result, name, arguments);
  }

  private String declared(boolean asText) {
    return parameters.stream()
        .map(p -> ", " + p.name() + ": " + (asText && !isTensor(p) ? "str" : p.type()))
        .collect(Collectors.joining("", "self", ""));
  }

  private static boolean isTensor(Parameter parameter) {
    return parameter.type().equals("Tensor") || parameter.type().equals("List[Tensor]");
  }

  private static String read(Parameter parameter) {
    String name = parameter.name();
    return switch (parameter.type()) {
      case "Tensor", "List[Tensor]", "str" -> name;
      case "int" -> "int(" + name + ")";
      case "float" -> "float(" + name + ")";
      case "bool" -> name + " == \"1\"";
      case "List[int]" -> "self.ints__(" + name + ")";
      case "List[float]" -> "self.floats__(" + name + ")";
      default ->
          throw new IllegalArgumentException(
              "script: the parameter %s has a type that no argument fits. Try one of Tensor, List[Tensor], int, float, bool, str, List[int], List[float]."
                  .formatted(parameter));
    };
  }

  private static List<Parameter> parametersOf(String text) {
    List<Parameter> parameters = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        String[] pair = part.split(":", 2);
        if (pair.length < 2) {
          throw new IllegalArgumentException(
              "script: the parameter '%s' has no type. Try '%s: Tensor'."
                  .formatted(part.strip(), part.strip()));
        }
        parameters.add(new Parameter(pair[0].strip(), pair[1].strip()));
      }
    }
    return List.copyOf(parameters);
  }
}
