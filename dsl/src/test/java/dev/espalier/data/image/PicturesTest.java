package dev.espalier.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.problem.DataException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of pictures as data. */
final class PicturesTest {
  private static Path save(Path root, String name, BufferedImage image) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
    return file;
  }

  private static BufferedImage image(int width, int height, int type, int rgb) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  private static BufferedImage gray(int bits, int... values) {
    int type = bits == 8 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY;
    BufferedImage image = new BufferedImage(values.length, 1, type);
    for (int x = 0; x < values.length; x++) {
      image.getRaster().setSample(x, 0, 0, values[x]);
    }
    return image;
  }

  private static List<String> cached(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(each -> each.getFileName().toString())
          .filter(each -> each.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static int[] bytes(DataSet data, int row) {
    return Arrays.stream(data.input(row).doubles())
        .mapToInt(v -> (int) Math.rint(v * 255))
        .toArray();
  }

  @Test
  void classesAreFoldersInNaturalOrderAndPicturesOfEveryKindAreRead(@TempDir Path temp)
      throws Exception {
    Path root = temp.resolve("shapes");
    save(root, "10/a.png", image(3, 2, BufferedImage.TYPE_INT_RGB, 0xFF8000));
    save(root, "2/b.gif", image(4, 4, BufferedImage.TYPE_INT_RGB, 0x00FF00));
    save(root, "2/c.bmp", image(2, 2, BufferedImage.TYPE_INT_RGB, 0x0000FF));
    save(root, "1/d.jpg", image(8, 8, BufferedImage.TYPE_INT_RGB, 0x808080));
    Files.writeString(root.resolve("1/.hidden"), "no picture");

    DataSet data = Data.fromPictures(root, p -> p.size(1, 1));

    assertThat(data.classes()).containsExactly("1", "2", "10");
    assertThat(data.labels()).containsExactly(0, 1, 1, 2);
    assertThat(data.inputDims()).hasToString("(3 x 1 x 1)");
    assertThat(bytes(data, 0)).containsExactly(128, 128, 128);
    assertThat(bytes(data, 1)).containsExactly(0, 255, 0);
    assertThat(bytes(data, 2)).containsExactly(0, 0, 255);
    assertThat(bytes(data, 3)).containsExactly(255, 128, 0);
    assertThat(data.pictures()).contains(new PictureRecipe(3, 1, 1, Fit.RESIZE));
  }

  @Test
  void grayIsWhatIsInTheFileWithSixteenBitsRoundedAndTransparentOverWhite(@TempDir Path temp)
      throws Exception {
    Path root = temp.resolve("gray");
    save(root, "a/1.png", gray(8, 0, 128, 255));
    save(root, "a/2.png", gray(16, 128, 129, 65_535));
    save(root, "b/3.png", image(3, 1, BufferedImage.TYPE_INT_ARGB, 0x80000000));
    save(root, "b/4.png", image(3, 1, BufferedImage.TYPE_BYTE_INDEXED, 0xFF0000));
    save(root, "b/5.png", image(3, 1, BufferedImage.TYPE_BYTE_BINARY, 0xFFFFFF));

    DataSet data = Data.fromPictures(root, PictureBuilder::gray);

    assertThat(bytes(data, 0)).containsExactly(0, 128, 255);
    assertThat(bytes(data, 1)).containsExactly(0, 1, 255);
    assertThat(bytes(data, 2)).containsExactly(127, 127, 127);
    assertThat(bytes(data, 3)).containsExactly(76, 76, 76);
    assertThat(bytes(data, 4)).containsExactly(255, 255, 255);
  }

  @Test
  void fitsResizeCropAndPad() throws Exception {
    BufferedImage wide = gray(8, 0, 100, 200, 40);

    assertThat(new PictureRecipe(1, 1, 2, Fit.RESIZE).pixels(wide)).containsExactly(71, 117);
    assertThat(new PictureRecipe(1, 1, 2, Fit.CROP).pixels(wide)).containsExactly(100, (byte) 200);
    byte[] padded = new PictureRecipe(1, 3, 4, Fit.PAD).pixels(wide);
    assertThat(padded).containsExactly(0, 0, 0, 0, 0, 100, (byte) 200, 40, 0, 0, 0, 0);
  }

  @Test
  void theSecondStartOpensNoPictureAndAChangedOneIsReadAgain(@TempDir Path temp) throws Exception {
    Path root = temp.resolve("twice");
    save(root, "a/1.png", gray(8, 9));
    Path one = save(root, "b/2.png", gray(8, 7));
    Data.fromPictures(root, PictureBuilder::gray);
    FileTime time = Files.getLastModifiedTime(one);
    Files.write(one, new byte[(int) Files.size(one)]);
    Files.setLastModifiedTime(one, time);

    assertThat(bytes(Data.fromPictures(root, PictureBuilder::gray), 1)).containsExactly(7);
    save(root, "b/2.png", gray(8, 70));
    Files.setLastModifiedTime(one, FileTime.fromMillis(time.toMillis() + 5_000));
    assertThat(bytes(Data.fromPictures(root, PictureBuilder::gray), 1)).containsExactly(70);
    assertThat(cached(temp)).hasSize(2).allMatch(name -> name.startsWith(".twice."));
  }

  @Test
  void severalThreadsThatReadOneFolderFirstSeeTheSame(@TempDir Path temp) throws Exception {
    Path root = temp.resolve("shapes");
    for (int i = 0; i < 200; i++) {
      save(root, i % 2 + "/" + i + ".png", image(8, 8, BufferedImage.TYPE_INT_RGB, 0x010101 * i));
    }

    List<DataSet> read =
        IntStream.range(0, 4)
            .parallel()
            .mapToObj(reader -> Data.fromPictures(root, PictureBuilder::gray))
            .toList();

    for (DataSet data : read) {
      for (int row = 0; row < data.size(); row++) {
        assertThat(bytes(data, row)).containsExactly(bytes(read.get(0), row)).isNotEmpty();
      }
      assertThat(bytes(data, data.size() - 1)).containsOnly(199);
    }
    assertThat(cached(temp)).hasSize(1);
  }

  @Test
  void aDamagedCacheIsWrittenAnewAndWhatADeadProcessLeftGoes(@TempDir Path temp) throws Exception {
    Path root = temp.resolve("cache");
    save(root, "a/1.png", gray(8, 7));
    save(root, "b/2.png", gray(8, 9));
    Path kept = Files.createDirectory(temp.resolve("kept"));
    Data.fromPictures(root, p -> p.gray().cache(kept));
    Path file = kept.resolve(cached(kept).get(0));
    byte[] bytes = Files.readAllBytes(file);
    bytes[0]++;
    Files.write(file, bytes);
    String name = file.getFileName().toString().replace(".pixels", "");
    Files.writeString(kept.resolve(name + ".999999999.part"), "half");

    assertThat(bytes(Data.fromPictures(root, p -> p.gray().cache(kept)), 0)).containsExactly(7);
    assertThat(cached(kept)).containsExactly(name + ".pixels");
  }

  @Test
  void everyFileThatIsNoWholePictureIsNamedAndNothingIsKept(@TempDir Path temp) throws Exception {
    Path root = temp.resolve("wrong");
    Path good = save(root, "a/good.png", image(9, 9, BufferedImage.TYPE_INT_RGB, 0x123456));
    byte[] png = Files.readAllBytes(good);
    Files.write(root.resolve("a/cut.png"), Arrays.copyOf(png, png.length - 20));
    byte[] flipped = png.clone();
    flipped[png.length - 20] ^= 1;
    Files.write(root.resolve("a/flipped.png"), flipped);
    Files.write(root.resolve("a/empty.png"), new byte[0]);
    Files.writeString(root.resolve("a/notes.txt"), "hello");
    Path jpeg = save(root, "b/whole.jpg", image(90, 90, BufferedImage.TYPE_INT_RGB, 0x123456));
    byte[] whole = Files.readAllBytes(jpeg);
    Files.write(root.resolve("b/cut.jpg"), Arrays.copyOf(whole, whole.length * 2 / 3));
    Files.write(root.resolve("b/bomb.png"), bomb());

    assertThatThrownBy(() -> Data.fromPictures(root, p -> p.size(4, 4)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "folder 'wrong' has 6 problems:",
            "a/cut.png: found its end too early. Try another copy of it.",
            "a/flipped.png: found damage: a checksum in it is another. Try another copy of it.",
            "a/empty.png: found an empty file, needed a picture. Try another copy of it.",
            "a/notes.txt: found text, needed PNG, JPEG, GIF or BMP. Try saving it as PNG, or moving it out of the folder.",
            "b/cut.jpg: found damage in it, or its end too early, needed a whole JPEG file. Try another copy of it.",
            "b/bomb.png: found 100000 x 100000 pixels, needed at most 100000000 in all. Try a smaller one.");
    assertThat(cached(temp)).isEmpty();
  }

  @Test
  void aClassWithoutPicturesIsNamedBeforeAnyPictureIsOpened(@TempDir Path temp) throws Exception {
    Path root = temp.resolve("wrong");
    save(root, "a/good.png", image(9, 9, BufferedImage.TYPE_INT_RGB, 0x123456));
    Files.createDirectories(root.resolve("b"));
    Files.writeString(root.resolve("a/damaged.png"), "hello");

    assertThatThrownBy(() -> Data.fromPictures(root, p -> p))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "folder 'wrong' has a problem:\n"
                + "  class b: found no picture in its folder. Try removing it.");
  }

  private static byte[] bomb() {
    ByteBuffer bytes = ByteBuffer.allocate(8 + 25 + 12 + 12);
    bytes.putLong(0x89504E470D0A1A0AL);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(100_000).putInt(100_000);
    header.put((byte) 8).put((byte) 2);
    chunk(bytes, "IHDR", header.array());
    chunk(bytes, "IDAT", new byte[0]);
    chunk(bytes, "IEND", new byte[0]);
    return bytes.array();
  }

  private static void chunk(ByteBuffer bytes, String type, byte[] content) {
    CRC32 sum = new CRC32();
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    sum.update(name);
    sum.update(content);
    bytes.putInt(content.length).put(name).put(content).putInt((int) sum.getValue());
  }

  @Test
  void picturesOfAnotherSizeAreRefusedWhereNothingSaysHowToFitThem(@TempDir Path temp)
      throws Exception {
    Path root = temp.resolve("sizes");
    save(root, "a/1.png", gray(8, 7));
    save(root, "b/2.png", gray(8, 9, 9));

    assertThatThrownBy(() -> Data.fromPictures(root, p -> p))
        .hasMessage(
            "folder 'sizes' has a problem:\n"
                + "  b/2.png: found 2 x 1 pixels, needed 1 x 1 as the first picture has. Try size(1, 1).crop().");
  }

  @Test
  void aCamerasOrientationIsTurnedUpright() {
    BufferedImage lying = gray(8, 1, 2, 3);

    BufferedImage seen = Orientation.upright(lying, 6);

    assertThat(seen.getWidth()).isEqualTo(1);
    assertThat(seen.getRaster().getPixels(0, 0, 1, 3, (int[]) null)).containsExactly(1, 2, 3);
    assertThat(Orientation.upright(lying, 8).getRaster().getPixels(0, 0, 1, 3, (int[]) null))
        .containsExactly(3, 2, 1);
    assertThat(Orientation.upright(lying, 3).getRaster().getPixels(0, 0, 3, 1, (int[]) null))
        .containsExactly(3, 2, 1);
  }
}
