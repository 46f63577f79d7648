package dev.espalier.zoo;

import dev.espalier.train.log.Evaluation;
import dev.espalier.zoo.graph.Provenance;
import dev.espalier.zoo.graph.Trained;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A model's card as a page, in Markdown and in HTML. */
final class CardPage {
  private final List<Part> parts = new ArrayList<>();
  private final String title;

  /** A piece of the page. */
  private sealed interface Part {
    /** A heading. */
    record Heading(String text) implements Part {}

    /** A paragraph. */
    record Paragraph(String text) implements Part {}

    /** Text that keeps its lines. */
    record Block(String kind, String text) implements Part {}

    /** Rows of equal length, the first of which names the columns. */
    record Rows(List<List<String>> rows) implements Part {}
  }

  private CardPage(String title) {
    this.title = title;
  }

  static CardPage of(
      String name, String version, Trained trained, Card card, List<Index.Item> files) {
    CardPage page = new CardPage(name + " " + version);
    if (!card.description().isEmpty()) {
      page.parts.add(new Part.Paragraph(card.description()));
    }
    page.facts(trained, card);
    page.inputs(trained);
    page.heading("How it is built").block("", trained.checked().summary());
    page.block("mermaid", trained.checked().diagram().mermaid());
    page.story(trained.story());
    if (!card.notes().isEmpty()) {
      page.heading("Notes");
      card.notes().forEach(note -> page.parts.add(new Part.Paragraph(note)));
    }
    page.files(files);
    return page;
  }

  private void facts(Trained trained, Card card) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("what", "value"));
    rows.add(List.of("input", "batch of " + trained.checked().input()));
    rows.add(List.of("predicts", trained.readout() + ", batch of " + trained.output()));
    if (!trained.classes().isEmpty()) {
      rows.add(List.of("classes", String.join(", ", trained.classes())));
    }
    rows.add(List.of("trained values", String.valueOf(trained.checked().trainable())));
    rows.add(List.of("licence", card.license()));
    if (!card.author().isEmpty()) {
      rows.add(List.of("author", card.author()));
    }
    parts.add(new Part.Rows(rows));
  }

  /** Says what is made of raw rows and of files of pictures, where the model takes such. */
  private void inputs(Trained trained) {
    if (trained.recipe().isEmpty() && trained.pictures().isEmpty()) {
      return;
    }
    heading("What it takes");
    trained
        .pictures()
        .ifPresent(
            pictures ->
                parts.add(
                    new Part.Paragraph(
                        "Pictures of any size; they become %s.".formatted(pictures))));
    trained
        .recipe()
        .ifPresent(
            recipe -> {
              parts.add(
                  new Part.Paragraph(
                      "Raw rows by the columns' names. What was learned of them, it learned on the"
                          + " training rows alone; a category that is not listed is none of them."));
              parts.add(new Part.Rows(RecipeRows.of(recipe)));
            });
  }

  private void story(Provenance story) {
    heading("How it was trained");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("what", "value"));
    rows.add(List.of("data", story.recipe().data()));
    if (!story.recipe().validation().isEmpty()) {
      rows.add(List.of("validation", story.recipe().validation()));
    }
    if (!story.recipe().augmentations().isEmpty()) {
      rows.add(List.of("augmentation", String.join(", ", story.recipe().augmentations())));
    }
    story.recipe().settings().forEach((key, value) -> rows.add(List.of(key, value)));
    rows.add(List.of("seed", String.valueOf(story.recipe().seed())));
    story.environment().forEach((key, value) -> rows.add(List.of(key, value)));
    parts.add(new Part.Rows(rows));
    block("", story.plan().text());
    heading("How good it is");
    List<List<String>> metrics = new ArrayList<>();
    metrics.add(List.of("networks", "data", "metric", "value"));
    for (Evaluation evaluation : story.evaluations()) {
      for (Map.Entry<String, Double> metric : evaluation.metrics().entrySet()) {
        metrics.add(
            List.of(
                evaluation.readout().toString(),
                evaluation.data(),
                metric.getKey(),
                String.format(Locale.ROOT, "%.5g", metric.getValue())));
      }
    }
    parts.add(new Part.Rows(metrics));
    for (Evaluation evaluation : story.evaluations()) {
      for (String remark : evaluation.remarks(List.of())) {
        parts.add(
            new Part.Paragraph(
                "%s on %s %s.".formatted(evaluation.readout(), evaluation.data(), remark)));
      }
    }
    parts.add(new Part.Paragraph("One run with one seed; other seeds give other values."));
  }

  private void files(List<Index.Item> files) {
    heading("Files");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("file", "bytes", "SHA-256"));
    files.forEach(
        file -> rows.add(List.of(file.name(), String.valueOf(file.size()), file.sha256())));
    parts.add(new Part.Rows(rows));
  }

  private CardPage heading(String text) {
    parts.add(new Part.Heading(text));
    return this;
  }

  private CardPage block(String kind, String text) {
    parts.add(new Part.Block(kind, text.stripTrailing()));
    return this;
  }

  /** Gives the page in Markdown. */
  String markdown() {
    StringBuilder text = new StringBuilder("# " + title + "\n");
    for (Part part : parts) {
      text.append('\n');
      if (part instanceof Part.Heading heading) {
        text.append("## ").append(heading.text()).append('\n');
      } else if (part instanceof Part.Paragraph paragraph) {
        text.append(paragraph.text()).append('\n');
      } else if (part instanceof Part.Block block) {
        text.append("```").append(block.kind()).append('\n').append(block.text()).append("\n```\n");
      } else if (part instanceof Part.Rows table) {
        appendRows(text, table.rows());
      }
    }
    return text.toString();
  }

  private static void appendRows(StringBuilder text, List<List<String>> rows) {
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).forEach(cell -> text.append("| ").append(cell.replace("|", "\\|")).append(' '));
      text.append("|\n");
      if (i == 0) {
        text.append("|---".repeat(rows.get(0).size())).append("|\n");
      }
    }
  }

  /** Gives the page in HTML, without scripts and without anything from a network. */
  String html() {
    StringBuilder text = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    text.append("<meta charset=\"utf-8\">\n<title>").append(escaped(title)).append("</title>\n");
    text.append("<style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}");
    text.append("pre{background:#f4f4f4;padding:1em;overflow-x:auto}td,th{text-align:left;");
    text.append("padding:.2em 1em .2em 0;vertical-align:top;overflow-wrap:anywhere}</style>\n");
    text.append("</head>\n<body>\n<h1>").append(escaped(title)).append("</h1>\n");
    for (Part part : parts) {
      if (part instanceof Part.Heading heading) {
        text.append("<h2>").append(escaped(heading.text())).append("</h2>\n");
      } else if (part instanceof Part.Paragraph paragraph) {
        text.append("<p>").append(escaped(paragraph.text())).append("</p>\n");
      } else if (part instanceof Part.Block block) {
        text.append("<pre>").append(escaped(block.text())).append("</pre>\n");
      } else if (part instanceof Part.Rows table) {
        text.append("<table>\n");
        appendCells(text, table.rows().get(0), "th");
        table.rows().stream().skip(1).forEach(row -> appendCells(text, row, "td"));
        text.append("</table>\n");
      }
    }
    return text.append("</body>\n</html>\n").toString();
  }

  private static void appendCells(StringBuilder text, List<String> row, String tag) {
    text.append("<tr>");
    for (String cell : row) {
      text.append("<%s>%s</%s>".formatted(tag, escaped(cell), tag));
    }
    text.append("</tr>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
