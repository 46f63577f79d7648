package dev.espalier.compile.loss;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.loss.OutputsLoss;
import dev.espalier.describe.value.Parts;
import dev.espalier.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/** The weighted sum, by sample, of the losses of outputs that lie side by side in a row. */
record OutputLosses(List<One> outputs) implements BinaryOperator<NDArray> {
  /** The loss of one of them. */
  private record One(Parts.Part part, CompiledLoss loss, double weight) {
    NDArray of(NDArray predictions, NDArray targets) {
      NDArray prediction = shaped(Cells.of(part, predictions));
      NDArray target = Cells.of(part, targets);
      // A label is 1 among zeros here, and its number to the losses of classes.
      NDArray wanted = part.ofClasses() ? target.argMax(1) : shaped(target);
      NDArray each = loss.perSample(prediction, wanted);
      return weight == 1 ? each : each.mul(Torch.scalar(each, weight));
    }

    private NDArray shaped(NDArray values) {
      return part.dims().rank() == 1 ? values : values.reshape(part.dims().withBatch(-1));
    }
  }

  static OutputLosses of(OutputsLoss loss) {
    List<One> outputs = new ArrayList<>();
    for (int i = 0; i < loss.terms().size(); i++) {
      OutputsLoss.Term term = loss.terms().get(i);
      Parts.Part part = loss.outputs().list().get(i);
      if (term.weight() > 0) {
        CompiledLoss compiled = CompiledLoss.of(term.loss(), part.ofClasses());
        outputs.add(new One(part, compiled, term.weight()));
      }
    }
    return new OutputLosses(outputs);
  }

  @Override
  public NDArray apply(NDArray predictions, NDArray targets) {
    return outputs.stream()
        .map(one -> one.of(predictions, targets))
        .reduce(NDArray::add)
        .orElseThrow();
  }
}
