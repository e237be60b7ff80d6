import CRMCore
import CRMPlatform

/// Orders from files.
enum OrderImport {
    static let importer = Importer(
        name: "orders", formats: [generic, shopify], scope: .ordersWrite,
        takeBack: { traces, work in try OrderBook(work).takeBack(traces) })

    /// How the rows of one order are read in a format.
    typealias Reading = @Sendable (any ImportRows, ImportDesk) throws(ImportFault) -> OrderCells

    /// Orders of one batch, ready for the database.
    struct Records: ImportRecords {
        private let read: Reading
        private let account: Account
        private var told = ToldOrders()

        var count: Int { told.orders.count }

        init(_ account: Account, _ read: @escaping Reading) {
            self.account = account
            self.read = read
        }

        mutating func add(_ rows: any ImportRows, _ desk: ImportDesk) throws(ImportRefusal) {
            let cells: OrderCells
            do throws(ImportFault) { cells = try read(rows, desk) } catch { throw .fault(error) }
            let sink = ErrorSink()
            guard let input = OrderInput(cells, sink) else { throw .invalid(InvalidRequest(sink.errors)) }
            do throws(InvalidRequest) {
                // A file always tells a version, so that the time of the transaction is not asked for.
                told.append(try OrderDraft(input, account: account, now: cells.updatedAt), input.contact)
            } catch {
                throw .invalid(error)
            }
        }

        func apply(_ work: Work) throws -> [UpsertOutcome] { try OrderBook(work).record(told) }

        func apply(_ work: Work, noting journal: ImportJournal) throws -> [UpsertOutcome] {
            try OrderBook(work).record(told, noting: journal)
        }
    }
}
