package dev.espalier.models;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.data.Targets;
import dev.espalier.data.Targets.Classes;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;

/**
 * Real data: small sets from inside the jar, and Fashion-MNIST from a folder.
 *
 * <p>{@code ATTRIBUTION.md} beside the resources names sources and licences.
 */
public final class Datasets {
  private static final Classes CLOTHES =
      Targets.classes(
          "T-shirt/top",
          "trouser",
          "pullover",
          "dress",
          "coat",
          "sandal",
          "shirt",
          "sneaker",
          "bag",
          "ankle boot");

  private Datasets() {}

  /**
   * Gives 1797 handwritten digits of 10 classes, (1 x 8 x 8) with values from 0 to 1 (E. Alpaydin
   * and C. Kaynak, CC BY 4.0).
   */
  public static DataSet digits() {
    try (InputStream packed = resource("digits.csv.gz");
        InputStream text = new GZIPInputStream(packed)) {
      return ShippedTable.withoutHeader(text)
          .scaledBy(1 / 16.0)
          .toDataSet("digits", Dims.of(1, 8, 8), Targets.classes(10));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /**
   * Gives 178 wines of 3 cultivars, (13) measurements of very different size, so normalise them:
   * {@code wine().split(0.8, 7).standardized()} (CC BY 4.0).
   */
  public static DataSet wine() {
    return measurements("wine", "wine.csv");
  }

  /**
   * Gives 569 cell samples, malignant (0) or benign (1), (30) measurements of very different size,
   * so normalise them: {@code breastCancer().split(0.8, 7).standardized()} (CC BY 4.0).
   */
  public static DataSet breastCancer() {
    return measurements("breast-cancer", "breast-cancer.csv");
  }

  /**
   * Gives Fashion-MNIST, 60,000 images to train and 10,000 to test of 10 classes, (1 x 28 x 28)
   * with values from 0 to 1 (Zalando SE, MIT licence), from the four idx files as they are
   * published.
   *
   * <p>Debian's package {@code dataset-fashion-mnist} puts them into {@code
   * /usr/share/datasets/fashion-mnist}.
   *
   * @param folder where the files are, {@code train-images-idx3-ubyte.gz} and so on, with or
   *     without {@code .gz}
   * @throws dev.espalier.data.problem.DataException if a file is absent or damaged
   */
  public static Split fashionMnist(Path folder) {
    Given.all("folder", folder);
    return new Split(
        clothes("fashion-mnist (training)", folder, "train"),
        clothes("fashion-mnist (test)", folder, "t10k"));
  }

  /** Gives a photograph of a flower, 640 x 427 (by vultilion, CC BY 2.0), as a new image. */
  public static BufferedImage flower() {
    try (InputStream image = resource("flower.jpg")) {
      return ImageIO.read(image);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static DataSet measurements(String name, String file) {
    try (InputStream text = resource(file)) {
      return ShippedTable.withHeader(text).toDataSet(name);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static DataSet clothes(String name, Path folder, String part) {
    return Data.fromIdx(
        name,
        folder.resolve(part + "-images-idx3-ubyte"),
        folder.resolve(part + "-labels-idx1-ubyte"),
        CLOTHES);
  }

  private static InputStream resource(String name) throws IOException {
    InputStream stream = Datasets.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IOException(
          "resource %s: not on the class path. Try the whole jar of espalier-models."
              .formatted(name));
    }
    return stream;
  }
}
