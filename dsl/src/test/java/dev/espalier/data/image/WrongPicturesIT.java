package dev.espalier.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.espalier.data.Data;
import dev.espalier.data.files.ArrayFile;
import dev.espalier.data.problem.DataException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred wrong folders and files, each with one clear error that names what is wrong. */
final class WrongPicturesIT {
  private static final List<String> FORMATS = List.of("png", "jpg", "gif", "bmp");
  private static final int CASES = 200;

  private static Path picture(Path file, SplittableRandom random) throws IOException {
    Files.createDirectories(file.getParent());
    int width = 8 + random.nextInt(60);
    int height = 8 + random.nextInt(60);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    String name = file.getFileName().toString();
    ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
    return file;
  }

  private static String format(SplittableRandom random) {
    return FORMATS.get(random.nextInt(FORMATS.size()));
  }

  /** Spoils a folder, and gives what the error must name. */
  private static String spoil(Path root, int kind, SplittableRandom random) throws IOException {
    String format = kind == 1 ? "png" : format(random);
    Path file = picture(root.resolve("a/spoilt." + format), random);
    byte[] bytes = Files.readAllBytes(file);
    switch (kind) {
      case 0 -> Files.write(file, Arrays.copyOf(bytes, random.nextInt(4, bytes.length - 1)));
      case 1 -> {
        bytes[random.nextInt(16, bytes.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
      }
      case 2 -> Files.write(file, new byte[0]);
      case 3 -> Files.writeString(file, "a,b\n1,2\n".repeat(1 + random.nextInt(500)));
      case 4 -> {
        random.nextBytes(bytes);
        bytes[0] = 1;
        Files.write(file, bytes);
      }
      case 5 -> {
        Files.createDirectories(root.resolve("spoilt"));
        Files.delete(file);
      }
      case 6 -> Files.move(file, root.resolve("spoilt." + format));
      case 7 -> {
        Files.delete(file);
        Files.createSymbolicLink(file, root.resolve("nowhere"));
      }
      case 8 -> Files.write(file, Arrays.copyOfRange(bytes, 1 + random.nextInt(20), bytes.length));
      default -> throw new IllegalStateException("kind " + kind);
    }
    return "spoilt";
  }

  @Test
  void eachWrongFolderHasOneErrorThatNamesTheFileAndNothingIsKept(@TempDir Path temp)
      throws Exception {
    for (int seed = 0; seed < CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Path root = Files.createDirectories(temp.resolve("case" + seed).resolve("pictures"));
      for (String name : List.of("a/1.", "b/2.", "b/below/3.")) {
        picture(root.resolve(name + format(random)), random);
      }
      String named = spoil(root, seed % 9, random);

      Throwable refused = catchThrowable(() -> Data.fromPictures(root, p -> p.size(6, 6).pad()));

      assertThat(refused).as("seed %s", seed).isInstanceOf(DataException.class);
      assertThat(String.valueOf(refused.getMessage()).lines().toList())
          .as("seed %s", seed)
          .hasSize(2)
          .last()
          .asString()
          .contains(named, ": found ", ". Try ")
          .doesNotContain("Exception", "javax", "null");
      try (Stream<Path> left = Files.list(root.getParent())) {
        assertThat(left).as("seed %s", seed).containsExactly(root);
      }
    }
  }

  @Test
  void eachWrongFileOfArraysHasOneError(@TempDir Path temp) throws Exception {
    for (int seed = 0; seed < CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ByteBuffer idx = ByteBuffer.allocate(16 + 24).putInt(0x0803).putInt(2).putInt(3).putInt(4);
      byte[] bytes = idx.array();
      switch (seed % 3) {
        case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
        default -> bytes[random.nextInt(16)] ^= (byte) (1 << (3 + random.nextInt(5)));
      }
      Path file = Files.write(temp.resolve("wrong" + seed), bytes);

      Throwable refused = catchThrowable(() -> ArrayFile.idx(file));
      Throwable cifar = catchThrowable(() -> Data.fromCifar10("cifar", file));

      assertThat(refused).as("seed %s", seed).isInstanceOf(DataException.class);
      assertThat(refused.getMessage())
          .contains("file 'wrong" + seed + "' has a problem:\n  idx: found ");
      assertThat(cifar.getMessage())
          .contains("data set 'cifar' has a problem:\n  file wrong" + seed);
    }
  }
}
