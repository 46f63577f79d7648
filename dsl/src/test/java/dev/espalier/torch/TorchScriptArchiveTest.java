package dev.espalier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import dev.espalier.weights.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptArchiveTest {
  private static final TorchScriptArchive AFFINE =
      TorchScriptArchive.named("Affine")
          .parameter("weight", TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3))
          .buffer("offset", TensorData.of(new double[] {0.25}, 1))
          .attribute("order", TensorData.of(new long[] {1, 0}, 2))
          .attribute("times", 2L)
          .attribute("scale", 0.5)
          .attribute("negate", true)
          .attribute("unit", "m")
          .method(
              """
              def forward(self, x: Tensor) -> Tensor:
                y = torch.index_select(torch.matmul(x, torch.t(self.weight)), 1, self.order)
                for i in range(self.times):
                  y = self.scaled(y)
                if self.negate:
                  y = torch.neg(y)
                return y + torch.to(self.offset, 6)
              """)
          .method("def scaled(self, x: Tensor) -> Tensor:\n  return x * self.scale");

  @Test
  void djlLoadsAndRunsWhatWasWritten(@TempDir Path folder) throws Exception {
    Path file = AFFINE.write(folder.resolve("affine.pt"));
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(file)
            .optEngine("PyTorch")
            .optDevice(Device.cpu())
            .optTranslator(new NoopTranslator())
            .build();

    try (ZooModel<NDList, NDList> model = criteria.loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor();
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray x = manager.create(new float[][] {{1, 1, 2}});
      NDList y = predictor.predict(new NDList(x));

      // x w^T = (9, 21); swapped, a quarter, negated, plus a quarter
      assertThat(y.singletonOrThrow().toFloatArray()).containsExactly(-5f, -2f);
    }
  }

  @Test
  void givesTheSameBytesForTheSameDescriptionInEveryTimeZone() {
    TimeZone before = TimeZone.getDefault();
    byte[] here = AFFINE.toBytes();

    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
    try {
      assertThat(AFFINE.toBytes()).isEqualTo(here);
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void writesAnArraysValues() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray array = manager.create(new double[] {1, 2, 3, 4}).reshape(2, 2);

      TensorData data = TensorData.of(array);

      assertThat(data.dims()).containsExactly(2L, 2L);
      assertThat(data.bytes().getDouble(8)).isEqualTo(2);
    }
  }

  @Test
  void leavesNothingBehindWhereTheFileCannotBeWritten(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("none").resolve("affine.pt");

    assertThatThrownBy(() -> AFFINE.write(missing)).isInstanceOf(IOException.class);
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void refusesBytesThatDoNotFillTheDimensions() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorData.of(new float[5], 2, 3))
        .withMessageContaining("[2, 3]")
        .withMessageContaining("20 bytes, and needs 24");
  }

  @Test
  void refusesANameTwiceAndOneThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AFFINE.attribute("scale", 1.0))
        .withMessageContaining("'scale' is there already");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AFFINE.attribute("h1.weight", 1.0))
        .withMessageContaining("Try '_h1_weight'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AFFINE.method("forward(x)"))
        .withMessageContaining("begins with 'forward(x)'");
  }
}
