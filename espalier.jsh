import static dev.espalier.Espalier.*
import static dev.espalier.methods.Methods.*
import static dev.espalier.data.augment.Augmentation.*
import dev.espalier.data.*
import dev.espalier.data.augment.*
import dev.espalier.data.table.*
import dev.espalier.describe.measure.label.*
import dev.espalier.describe.value.*
import dev.espalier.models.*
import dev.espalier.zoo.*
import tech.tablesaw.api.*
System.out.println("Espalier is imported. Try: Datasets.digits()")
