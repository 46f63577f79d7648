package dev.espalier.describe.layer.sequence;

import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Attention as ONNX operators: products and a softmax. */
final class AttentionOperators {
  private final Attention layer;
  private final long steps;
  private final long heads;
  private final long each;
  private final double hidden;
  private final List<OnnxNode> nodes = new ArrayList<>();

  AttentionOperators(Attention layer, Dims in, double hidden) {
    this.layer = layer;
    this.steps = in.size(0);
    this.heads = layer.heads();
    this.each = in.size(1) / heads;
    this.hidden = hidden;
  }

  List<OnnxNode> nodes() {
    linear(Layer.INPUT, "In", "mapped");
    reshaped("mapped", "parts", 0, steps, 3, heads, each);
    if (layer.sight().rotary() > 0) {
      angles();
    }
    part("q", 0, 0, 2, 1, 3);
    part("k", 1, 0, 2, 3, 1);
    part("v", 2, 0, 2, 1, 3);
    add(OnnxNode.of("MatMul", "q", "k").as("product"));
    add(OnnxNode.number("scale", 1 / Math.sqrt((double) each)));
    add(OnnxNode.of("Mul", "product", "scale").as("scores"));
    hide();
    add(OnnxNode.of("Softmax", "scores").with("axis", -1L).as("weights"));
    add(OnnxNode.of("MatMul", "weights", "v").as("seen"));
    add(OnnxNode.of("Transpose", "seen").with("perm", new long[] {0, 2, 1, 3}).as("steps"));
    reshaped("steps", "joined", 0, steps, heads * each);
    linear("joined", "Out", "y");
    return nodes;
  }

  private void linear(String x, String which, String y) {
    add(
        OnnxNode.of("Transpose", "weight" + which)
            .with("perm", new long[] {1, 0})
            .as("transposed" + which));
    OnnxNode product = OnnxNode.of("MatMul", x, "transposed" + which);
    if (layer.hasBias()) {
      add(product.as("product" + which));
      add(OnnxNode.of("Add", "product" + which, "bias" + which).as(y));
    } else {
      add(product.as(y));
    }
  }

  /** Takes queries, keys or values, and puts heads before steps. */
  private void part(String name, long which, long... order) {
    add(OnnxNode.of("Constant").with("value_int", which).as(name + "Place"));
    add(OnnxNode.of("Gather", "parts", name + "Place").with("axis", 2L).as(name + "Part"));
    String steps = name + "Part";
    if (layer.sight().rotary() > 0 && which < 2) {
      steps = turned(name);
    }
    add(OnnxNode.of("Transpose", steps).with("perm", order).as(name));
  }

  private void angles() {
    long pairs = each / 2;
    double[] cosines = new double[(int) (steps * pairs)];
    double[] sines = new double[cosines.length];
    for (int i = 0; i < cosines.length; i++) {
      double rate = Math.pow(layer.sight().rotary(), -(double) (i % pairs) / (double) pairs);
      long step = i / pairs;
      cosines[i] = Math.cos((double) step * rate);
      sines[i] = Math.sin((double) step * rate);
    }
    add(OnnxNode.of("Constant").with("value_floats", cosines).as("cosines"));
    add(OnnxNode.of("Constant").with("value_floats", sines).as("sines"));
    reshaped("cosines", "c", steps, 1, pairs);
    reshaped("sines", "s", steps, 1, pairs);
    add(OnnxNode.of("Constant").with("value_int", 0L).as("first"));
    add(OnnxNode.of("Constant").with("value_int", 1L).as("second"));
    add(OnnxNode.whole("last", 4));
  }

  private String turned(String name) {
    String part = name + "Part";
    reshaped(part, name + "Pairs", 0, steps, heads, each / 2, 2);
    add(OnnxNode.of("Gather", name + "Pairs", "first").with("axis", 4L).as("a"));
    add(OnnxNode.of("Gather", name + "Pairs", "second").with("axis", 4L).as("b"));
    add(OnnxNode.of("Mul", "a", "c").as("ac"));
    add(OnnxNode.of("Mul", "b", "s").as("bs"));
    add(OnnxNode.of("Mul", "a", "s").as("as"));
    add(OnnxNode.of("Mul", "b", "c").as("bc"));
    add(OnnxNode.of("Sub", "ac", "bs").as("even"));
    add(OnnxNode.of("Add", "as", "bc").as("odd"));
    add(OnnxNode.of("Unsqueeze", "even", "last").as("evens"));
    add(OnnxNode.of("Unsqueeze", "odd", "last").as("odds"));
    add(OnnxNode.of("Concat", "evens", "odds").with("axis", 4L).as("turnedPairs"));
    reshaped("turnedPairs", name + "Turned", 0, steps, heads, each);
    return name + "Turned";
  }

  /** Takes so much from the scores of steps that are not to be seen that nothing is left. */
  private void hide() {
    Attention.Sight sight = layer.sight();
    if (!sight.causal() && !sight.masked()) {
      return;
    }
    add(OnnxNode.whole("places", LongStream.range(0, steps).toArray()));
    add(OnnxNode.whole("column", 1));
    add(OnnxNode.of("Unsqueeze", "places", "column").as("own"));
    if (sight.causal()) {
      add(OnnxNode.of("Greater", "places", "own").as("later"));
      add(OnnxNode.of("Cast", "later").with("to", 1L).as("isLater"));
      add(OnnxNode.number("least", -hidden));
      add(OnnxNode.of("Mul", "isLater", "least").as("unseen"));
      add(OnnxNode.of("Add", "scores", "unseen").as("scores"));
    }
    if (sight.masked()) {
      add(OnnxNode.number("one", 1));
      add(OnnxNode.number("most", hidden));
      add(OnnxNode.whole("axes", 1, 2));
      add(OnnxNode.of("Sub", Layer.MASK, "one").as("isPadding"));
      add(OnnxNode.of("Mul", "isPadding", "most").as("low"));
      add(OnnxNode.of("Unsqueeze", "low", "axes").as("lows"));
      add(OnnxNode.of("Equal", "places", "own").as("isOwn"));
      add(OnnxNode.of("Not", "isOwn").as("isOther"));
      add(OnnxNode.of("Cast", "isOther").with("to", 1L).as("others"));
      add(OnnxNode.of("Mul", "lows", "others").as("padding"));
      add(OnnxNode.of("Add", "scores", "padding").as("scores"));
    }
  }

  private void reshaped(String x, String y, long... shape) {
    add(OnnxNode.whole(y + "Shape", shape));
    add(OnnxNode.of("Reshape", x, y + "Shape").as(y));
  }

  private void add(OnnxNode node) {
    nodes.add(node);
  }
}
