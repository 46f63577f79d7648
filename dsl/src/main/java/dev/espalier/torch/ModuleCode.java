package dev.espalier.torch;

import dev.espalier.describe.problem.MisfitException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The source of a TorchScript module's classes, with methods added that give what its parts give.
 *
 * <p>The method that is added is a copy of {@code forward} in which the wanted parts' results are
 * kept and returned beside its own; classes on the way to a part deeper inside get one too. What
 * was there stays as it is.
 */
final class ModuleCode {
  /** The method of the module that returns its own result and those of the wanted parts. */
  static final String METHOD = "espalier_taps";

  private static final String ROOT = "code/";
  private static final Pattern QUALIFIED =
      Pattern.compile("__torch__(\\.[A-Za-z_0-9]+)*\\.([A-Za-z_0-9]+)");

  private final Map<String, String> files;
  private int names;

  /**
   * Reads the source.
   *
   * @param files the text of each file, by its path in the archive below the archive's own folder
   */
  ModuleCode(Map<String, String> files) {
    this.files = new LinkedHashMap<>(files);
  }

  /** Gives the files, with what was added. */
  Map<String, String> files() {
    return files;
  }

  /**
   * Adds the method to a class.
   *
   * @param type the class's qualified name, such as {@code __torch__.Net}
   * @param taps the parts' paths, such as {@code layer1.0.conv}
   * @throws MisfitException if there is no such part, or it is not called exactly once
   */
  void addTaps(String type, List<String> taps) {
    Wanted wanted = new Wanted();
    taps.forEach(tap -> wanted.at(List.of(tap.split("\\.", -1))).value = true);
    List<String> order = add(type, "", wanted, METHOD);
    // Each returns in the order of its own source, and the caller wants another.
    String picks =
        String.join(
            ", ", taps.stream().map(tap -> "(all)[" + (order.indexOf(tap) + 1) + "]").toList());
    append(
        type,
        "  def %s_in_order(self: %s,\n    x: Tensor) -> %s:\n    all = (self).%s(x, )\n    return (%s(all)[0], )\n"
            .formatted(METHOD, type, tuple("Tensor", taps.size()), METHOD, comma(picks)));
  }

  private static String comma(String picks) {
    return picks.isEmpty() ? "" : picks + ", ";
  }

  /** Adds a method to a class; gives the paths of what it returns after its own result. */
  private List<String> add(String type, String path, Wanted wanted, String method) {
    Source source = source(type);
    Matcher head =
        Pattern.compile("  def forward\\((\\w+): [^\\n]*?(?:,\\n[^\\n]*?)*?\\) -> ([^\\n]+):\\n")
            .matcher(source.text);
    if (!head.find(source.start) || head.start() > source.end) {
      throw new MisfitException(
          "class %s has no method forward".formatted(type), "the output alone, without taps(...)");
    }
    String self = head.group(1);
    int bodyEnd = endOfMethod(source.text, head.end(), source.end);
    List<String> lines =
        new ArrayList<>(source.text.substring(head.end(), bodyEnd).lines().toList());
    List<String> returned = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (Map.Entry<String, Wanted> child : wanted.children.entrySet()) {
      String name = child.getKey();
      String childPath = path.isEmpty() ? name : path + "." + name;
      String childType = typeOf(source, name, childPath);
      String kept = "espalier_%s".formatted(names++);
      String call = "forward";
      List<String> inside = List.of();
      if (!child.getValue().children.isEmpty()) {
        call = METHOD + "_" + names++;
        inside = add(childType, childPath, child.getValue(), call);
        source = source(type);
      }
      keep(lines, self, name, childPath, kept, call, !inside.isEmpty());
      if (child.getValue().value) {
        returned.add(kept);
        paths.add(childPath);
      }
      for (int i = 0; i < inside.size(); i++) {
        returned.add("(%s_all)[%s]".formatted(kept, i + 1));
        paths.add(inside.get(i));
      }
    }
    int last = lines.size() - 1;
    while (last >= 0 && !lines.get(last).startsWith("    return ")) {
      last--;
    }
    if (last < 0) {
      throw new MisfitException(
          "the end of %s.forward is no plain return".formatted(type), "another part");
    }
    String result = lines.get(last).substring("    return ".length());
    lines.set(last, "    return (%s, %s)".formatted(result, comma(String.join(", ", returned))));
    String heading =
        source
            .text
            .substring(head.start(), head.end())
            .replaceFirst("def forward\\(", "def " + method + "(");
    heading =
        heading.substring(0, heading.lastIndexOf(") -> "))
            + ") -> "
            + tuple(head.group(2), paths.size())
            + ":\n";
    append(type, heading + String.join("\n", lines) + "\n");
    return paths;
  }

  /** Keeps the result of a part's one call in a variable, before the line that uses it. */
  private static void keep(
      List<String> lines,
      String self,
      String name,
      String path,
      String kept,
      String method,
      boolean tuple) {
    Pattern binding =
        Pattern.compile(
            " *(\\w+) = (?:%1$s\\.%2$s|getattr\\(%1$s, \"%2$s\"\\))"
                .formatted(Pattern.quote(self), Pattern.quote(name)));
    List<String> calls = new ArrayList<>();
    for (String line : lines) {
      Matcher bound = binding.matcher(line);
      if (bound.matches()) {
        calls.add("(" + bound.group(1) + ").forward(");
      }
    }
    int found = -1;
    String called = "";
    int count = 0;
    for (int i = 0; i < lines.size(); i++) {
      for (String call : calls) {
        int at = lines.get(i).indexOf(call);
        while (at >= 0) {
          count++;
          found = i;
          called = call;
          at = lines.get(i).indexOf(call, at + 1);
        }
      }
    }
    if (count != 1 || indent(lines.get(found)) != 4) {
      throw new MisfitException(
          "part '%s' is called %s, needed once in every pass"
              .formatted(path, count == 1 ? "in some passes only" : count + " times in the source"),
          "a part around it, or one inside it");
    }
    String line = lines.get(found);
    int from = line.indexOf(called);
    int to = closing(line, from + called.length());
    String arguments = line.substring(from + called.length(), to);
    lines.set(found, line.substring(0, from) + kept + line.substring(to + 1));
    String variable = called.substring(0, called.indexOf(')') + 1);
    String call = "%s.%s(%s)".formatted(variable, method, arguments);
    if (tuple) {
      lines.add(found, "    %s = (%s_all)[0]".formatted(kept, kept));
      lines.add(found, "    %s_all = %s".formatted(kept, call));
    } else {
      lines.add(found, "    %s = %s".formatted(kept, call));
    }
  }

  /** Gives where the bracket closes that is open at a place of a line. */
  private static int closing(String line, int from) {
    int depth = 1;
    char quote = 0;
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if ((c == ')' || c == ']' || c == '}') && --depth == 0) {
        return i;
      }
    }
    throw new MisfitException(
        "a line of the source has a bracket that is not closed", "torch.jit.save");
  }

  private static int indent(String line) {
    int spaces = 0;
    while (spaces < line.length() && line.charAt(spaces) == ' ') {
      spaces++;
    }
    return spaces;
  }

  /** Gives the class of a part by the module's own declaration. */
  private String typeOf(Source source, String name, String path) {
    String own = source.text.substring(source.start, source.end);
    Matcher plain =
        Pattern.compile("\\n  %s : (\\S+)\\n".formatted(Pattern.quote(name))).matcher(own);
    Matcher listed =
        Pattern.compile("\\n  __annotations__\\[\"%s\"] = (\\S+)\\n".formatted(Pattern.quote(name)))
            .matcher(own);
    String type = plain.find() ? plain.group(1) : listed.find() ? listed.group(1) : "";
    if (!QUALIFIED.matcher(type).matches()) {
      throw new MisfitException(
          "there is no part '%s'; beside or before it there are %s".formatted(path, parts(own)),
          "one of them");
    }
    return type;
  }

  private static List<String> parts(String own) {
    List<String> parts = new ArrayList<>();
    Matcher all =
        Pattern.compile("\\n  (?:__annotations__\\[\"([^\"]+)\"] =|(\\w+) :) __torch__\\S*(?=\\n)")
            .matcher(own);
    while (all.find()) {
      parts.add(all.group(1) == null ? all.group(2) : all.group(1));
    }
    return parts;
  }

  private static int endOfMethod(String text, int from, int end) {
    Matcher next = Pattern.compile("(?m)^ {0,3}\\S").matcher(text);
    return next.find(from) && next.start() < end ? next.start() : end;
  }

  private void append(String type, String method) {
    Source source = source(type);
    String text = source.text;
    String before = text.substring(0, source.end);
    files.put(
        source.file,
        (before.endsWith("\n") ? before : before + "\n") + method + text.substring(source.end));
  }

  private Source source(String type) {
    if (!QUALIFIED.matcher(type).matches()) {
      throw new MisfitException("the module's class is called " + type, "torch.jit.save");
    }
    int dot = type.lastIndexOf('.');
    String file = ROOT + type.substring(0, dot).replace('.', '/') + ".py";
    String text = files.get(file);
    Matcher head =
        Pattern.compile(
                "(?m)^class %s\\(Module\\):\\n".formatted(Pattern.quote(type.substring(dot + 1))))
            .matcher(text == null ? "" : text);
    if (text == null || !head.find()) {
      throw new MisfitException("the archive has no source of " + type, "torch.jit.save");
    }
    Matcher next = Pattern.compile("(?m)^\\S").matcher(text);
    int end = next.find(head.end()) ? next.start() : text.length();
    while (end > head.end() && text.charAt(end - 1) == '\n' && text.charAt(end - 2) == '\n') {
      end--;
    }
    return new Source(file, text, head.start(), end);
  }

  private static String tuple(String first, int tensors) {
    return "Tuple[%s%s]".formatted(first, ", Tensor".repeat(tensors));
  }

  /** Where the text of a class stands. */
  private record Source(String file, String text, int start, int end) {}

  /** The parts that are wanted, and those inside them. */
  private static final class Wanted {
    private final Map<String, Wanted> children = new LinkedHashMap<>();
    private boolean value;

    Wanted at(List<String> path) {
      Wanted here = this;
      for (String name : path) {
        here = here.children.computeIfAbsent(name, key -> new Wanted());
      }
      return here;
    }
  }
}
