package dev.espalier.zoo.serving;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.data.table.Cell;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.ProblemsException;
import dev.espalier.describe.problem.Shown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The jar that a published model of a table has in its {@code libs/}: the classes, and no more. */
public final class TranslatorJar {
  /** The file's name. */
  public static final String NAME = "espalier-table.jar";

  private static final LocalDateTime TIME = LocalDateTime.of(1981, 1, 1, 0, 0);
  private static final String TABLE = "dev/espalier/data/table/";
  private static final List<String> NESTED =
      List.of(
          "Categorical",
          "CellFaults",
          "Filling",
          "Filling$Mean",
          "Filling$Median",
          "Filling$MostFrequent",
          "Filling$Value",
          "Numeric",
          "Numeric$1",
          "PretrainedTokenizer",
          "PretrainedTokenizer$Opened",
          "PretrainedTokenizer$Opened$Key",
          "Reading",
          "Reading$1",
          "Scaling",
          "TableColumn",
          "TableSource$Cells",
          "TableTarget",
          "TableTarget$Amounts",
          "TableTarget$Label",
          "Tokenized",
          "Tokenizer",
          "WordVocabulary");

  private TranslatorJar() {}

  /** Gives the jar's bytes; equal classes make equal jars. */
  public static byte[] bytes() {
    List<String> files = new ArrayList<>();
    for (Class<?> type :
        List.of(
            TableTranslator.class,
            RecipeReader.class,
            TableRecipe.class,
            Cell.class,
            Findings.class,
            DataException.class,
            Given.class,
            MisfitException.class,
            Problem.class,
            ProblemsException.class,
            Shown.class)) {
      files.add(type.getName().replace('.', '/') + ".class");
    }
    NESTED.forEach(name -> files.add(TABLE + name + ".class"));
    files.sort(String::compareTo);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream jar = new ZipOutputStream(bytes)) {
      for (String file : files) {
        try (InputStream in = TranslatorJar.class.getClassLoader().getResourceAsStream(file)) {
          if (in == null) {
            continue; // a compiler may do without the classes that it makes for a switch
          }
          ZipEntry entry = new ZipEntry(file);
          entry.setTimeLocal(TIME);
          jar.putNextEntry(entry);
          in.transferTo(jar);
          jar.closeEntry();
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
