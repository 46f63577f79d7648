package dev.espalier.zoo.graph;

import dev.espalier.data.image.Fit;
import dev.espalier.data.image.PictureRecipe;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings pictures of other sizes to that of a recipe inside an archive, with the numbers that the
 * recipe gives: in 64 bits, by the same triangles, and rounded to steps of 1/255.
 */
record PictureFit(PictureRecipe recipe) {

  /** Gives the line that has an input brought to size. */
  String call(String input) {
    return "  " + input + " = self.pictures(" + input + ")\n";
  }

  /** Gives the method that does it. */
  String method() {
    int height = recipe.height();
    int width = recipe.width();
    List<String> lines = new ArrayList<>();
    lines.add("def pictures(self, x: Tensor) -> Tensor:");
    lines.add("  high = torch.size(x, 2)");
    lines.add("  wide = torch.size(x, 3)");
    lines.add("  if high == " + height + " and wide == " + width + ":");
    lines.add("    y = x");
    lines.add("  else:");
    frame().forEach(line -> lines.add("    " + line));
    lines.add("    s = torch.round(torch.mul(torch.to(x, 7), 255))");
    lines.add("    s = torch._upsample_bilinear2d_aa(s, [h, w], False, None, None)");
    lines.add("    s = torch.div(torch.round(torch.add(s, 0.000001)), 255)");
    lines.add("    s = torch.to(s, 6)");
    placed().forEach(line -> lines.add("    " + line));
    lines.add("  return y");
    return String.join("\n", lines) + "\n";
  }

  /** Gives the lines that compute the whole picture's size, as {@link Fit} does. */
  private List<String> frame() {
    int height = recipe.height();
    int width = recipe.width();
    List<String> byHeight =
        List.of(
            "h = " + height,
            "w = (2 * wide * " + height + " + high) // (2 * high)",
            "w = w if w > 1 else 1");
    List<String> byWidth =
        List.of(
            "w = " + width,
            "h = (2 * high * " + width + " + wide) // (2 * wide)",
            "h = h if h > 1 else 1");
    if (recipe.fit() != Fit.CROP && recipe.fit() != Fit.PAD) {
      return List.of("h = " + height, "w = " + width);
    }
    boolean crops = recipe.fit() == Fit.CROP;
    List<String> lines = new ArrayList<>();
    lines.add("if wide * " + height + " >= high * " + width + ":");
    (crops ? byHeight : byWidth).forEach(line -> lines.add("  " + line));
    lines.add("else:");
    (crops ? byWidth : byHeight).forEach(line -> lines.add("  " + line));
    return lines;
  }

  private List<String> placed() {
    int height = recipe.height();
    int width = recipe.width();
    return switch (recipe.fit()) {
      case CROP ->
          List.of(
              "top = 0 - ((" + height + " - h) // 2)",
              "left = 0 - ((" + width + " - w) // 2)",
              "s = torch.slice(s, 2, top, top + " + height + ", 1)",
              "y = torch.slice(s, 3, left, left + " + width + ", 1)");
      case PAD ->
          List.of(
              "top = (" + height + " - h) // 2",
              "left = (" + width + " - w) // 2",
              String.join(
                  "",
                  "y = torch.constant_pad_nd(s, [left, ",
                  width + " - w - left, top, ",
                  height + " - h - top], 0)"));
      default -> List.of("y = s");
    };
  }
}
