internal import Hummingbird

extension LiveFilter {
    /// The filter and the cursor of a request for a list.
    static func place(in request: Request) throws(Problem) -> (LiveFilter, LiveCursor?) {
        do throws(RequestQueryError) {
            let query = try RequestQuery(request.uri.query)
            return (try LiveFilter(query), try LiveCursor.of(query))
        } catch {
            throw Problem(error)
        }
    }
}
